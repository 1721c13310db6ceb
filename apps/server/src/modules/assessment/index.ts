export { assessmentRoutes } from './assessment.routes.ts';
export { type AssessmentWork, startAssessments } from './assessment-work.ts';
export { takeAssessment } from './take-assessment.ts';
