export { notificationRoutes } from './notification.routes.ts';
export { type MailSender, type MailSettings, startSendingMails, type WorkedDays } from './send-mails.ts';
export { settle, tellOfFacts } from './tell.ts';
