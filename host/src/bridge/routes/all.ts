// Every route of the bridge, in the order of the documentation. A new file here is a line there.
import type { App } from '../app.ts';
import type { Parts } from '../parts.ts';
import { approvalRoutes } from './approvals.ts';
import { bridgeRoutes } from './bridge.ts';
import { broughtCaseRoutes } from './brought-cases.ts';
import { caseRoutes } from './cases.ts';
import { deviceRoutes } from './devices.ts';
import { eventRoutes } from './events.ts';
import { introductionRoutes } from './introductions.ts';
import { journalRoutes } from './journal.ts';
import { journalOfficeRoutes } from './journal-office.ts';
import { loginRoutes } from './login.ts';
import { metricRoutes } from './metrics.ts';
import { officeRoutes } from './office.ts';
import { openApiRoutes } from './open-api.ts';
import { pageRoutes } from './page.ts';
import { sealRoutes } from './seals.ts';

export const routes: readonly ((app: App, parts: Parts) => void)[] = [
  bridgeRoutes,
  loginRoutes,
  officeRoutes,
  introductionRoutes,
  deviceRoutes,
  sealRoutes,
  broughtCaseRoutes,
  caseRoutes,
  approvalRoutes,
  journalRoutes,
  journalOfficeRoutes,
  eventRoutes,
  metricRoutes,
  openApiRoutes,
  pageRoutes,
];
