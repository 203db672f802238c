import type { ComponentType } from 'react';
import type { MessageId } from '../language/messages.js';
import type { Role } from '../session/role.rules.js';

/** A page of the console, as `pages.ts` lists it. */
export interface ConsolePage {
  /** Below `/console/`; with parameters of react-router where it has any. */
  path: string;
  /** Its entry in the navigation; `null`: reached from another page only. */
  entry: MessageId | null;
  /** Whom the graph would answer; the others are told to sign in, or that it is not for them. */
  roles: readonly Role[];
  /** Loaded when it is first gone to. */
  Content: ComponentType;
}
