export { ConfigurationError, type GatewayConfiguration, readConfiguration } from './configuration.ts';
export { type RunningGateway, startGateway } from './gateway.ts';
