import type { ReactElement } from 'react';
import type { Failure } from '../graph/failure.rules.js';
import { useLanguage } from '../language/language-provider.js';
import { useText } from '../language/use-text.js';

/** What has gone wrong and what to do about it: the service's own sentence in the chosen language, its code. */
export function FailureNotice({ failure, onRetry }: { failure: Failure; onRetry?: () => void }): ReactElement {
  const { language } = useLanguage();
  const { text } = useText();
  const { code, sentence, remedy, correlationId } = failure;
  return (
    <div role="alert" className="alert alert-danger" data-code={code}>
      <p className="mb-1 fw-semibold">{sentence[language]}</p>
      {remedy && <p className="mb-1">{remedy[language]}</p>}
      <p className="mb-0 small">
        {text('shell.failure.code', { code })}
        {correlationId && <> {text('shell.failure.reference', { correlationId })}</>}
      </p>
      {onRetry && (
        <button type="button" className="btn btn-outline-primary btn-sm mt-3" onClick={onRetry}>
          {text('shell.failure.retry')}
        </button>
      )}
    </div>
  );
}
