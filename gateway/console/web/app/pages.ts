import { lazy } from 'react';
import type { Role } from '../session/role.rules.js';
import type { ConsolePage } from './page.js';

const EVERYBODY: readonly Role[] = ['anonymous', 'contact', 'operator', 'operations', 'dashboard'];
const STAFF: readonly Role[] = ['operator', 'operations'];

/** Every page, in the order of the navigation. */
export const PAGES: readonly ConsolePage[] = [
  {
    path: '',
    entry: 'progress.title',
    roles: EVERYBODY,
    Content: lazy(() => import('../pages/progress/progress-page.js').then((page) => ({ default: page.ProgressPage }))),
  },
  {
    path: 'transition',
    entry: 'transition.title',
    roles: STAFF,
    Content: lazy(() =>
      import('../pages/transition/transition-page.js').then((page) => ({ default: page.TransitionPage })),
    ),
  },
  {
    path: 'batches',
    entry: 'batches.title',
    roles: STAFF,
    Content: lazy(() => import('../pages/batches/batches-page.js').then((page) => ({ default: page.BatchesPage }))),
  },
  {
    path: 'batches/:id',
    entry: null,
    roles: STAFF,
    Content: lazy(() => import('../pages/batches/batch-page.js').then((page) => ({ default: page.BatchPage }))),
  },
  {
    path: 'request',
    entry: 'request.title',
    roles: ['contact'],
    Content: lazy(() => import('../pages/request/requests-page.js').then((page) => ({ default: page.RequestsPage }))),
  },
  {
    path: 'request/:id',
    entry: null,
    roles: ['contact'],
    Content: lazy(() => import('../pages/request/request-page.js').then((page) => ({ default: page.RequestPage }))),
  },
];
