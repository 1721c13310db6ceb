export { equalMac, hmacSm3Hex, sm3, sm3Hex } from './sm3.ts';
