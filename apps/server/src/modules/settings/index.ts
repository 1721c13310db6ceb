export { checkSettings, type SettingsAnswer, type SettingsParts, signFirst } from './check-settings.ts';
export { settingsSigningRoutes } from './settings.routes.ts';
