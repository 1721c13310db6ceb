#!/usr/bin/env node
import { handOver } from '../../../scripts/handover.mjs';

handOver('apps/cli/src/main.ts', process.argv.slice(2));
