import type { WayOfWriting } from '../../language/way-of-writing.js';
import { scopeCode, scopeOf, type Scope, type ScopeIds } from './scope.rules.js';

/** "office PROC-H501", "body c_h501", "everybody". */
export function scopeText(ids: ScopeIds, { text }: Pick<WayOfWriting, 'text'>): string {
  const scope = scopeOf(ids);
  return text(`transition.scope.${scope.kind}`, { code: scopeCode(scope) ?? '' });
}

/** What is typed to confirm: the scope itself, so that nobody closes everything who meant one office. */
export function closingWord(scope: Scope, { text }: Pick<WayOfWriting, 'text'>): string {
  return scopeCode(scope) ?? text('transition.word.everybody');
}
