import { SHELL_MESSAGES } from '../app/shell.messages.js';
import { COMPONENT_MESSAGES } from '../components/components.messages.js';
import { BATCHES_MESSAGES } from '../pages/batches/batches.messages.js';
import { TRANSITION_LOG_MESSAGES } from '../pages/transition/transition-log.messages.js';
import { TRANSITION_MESSAGES } from '../pages/transition/transition.messages.js';
import { REQUEST_MESSAGES } from '../pages/request/request.messages.js';
import { PROGRESS_MESSAGES } from '../pages/progress/progress.messages.js';

/** Every sentence of the console; each part keeps its own beside it. */
export const MESSAGES = {
  it: {
    ...SHELL_MESSAGES.it,
    ...COMPONENT_MESSAGES.it,
    ...TRANSITION_MESSAGES.it,
    ...TRANSITION_LOG_MESSAGES.it,
    ...BATCHES_MESSAGES.it,
    ...PROGRESS_MESSAGES.it,
    ...REQUEST_MESSAGES.it,
  },
  en: {
    ...SHELL_MESSAGES.en,
    ...COMPONENT_MESSAGES.en,
    ...TRANSITION_MESSAGES.en,
    ...TRANSITION_LOG_MESSAGES.en,
    ...BATCHES_MESSAGES.en,
    ...PROGRESS_MESSAGES.en,
    ...REQUEST_MESSAGES.en,
  },
};

export type MessageId = keyof (typeof MESSAGES)['it'];
