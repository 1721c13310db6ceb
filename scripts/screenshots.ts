/** `npm run screenshots`, beside a running `npm start`. */
import '../e2e/screenshots.ts';
