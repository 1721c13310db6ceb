export { maskName, maskPhone } from './masking.ts';
