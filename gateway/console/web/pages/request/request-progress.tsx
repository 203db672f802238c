import { useRef, type ReactElement } from 'react';
import { useText } from '../../language/use-text.js';
import type { ShownRequest } from './shown-request.type.js';
import { paceBetween, roundDuration, type ProgressPoint } from './request-pace.rules.js';

const COUNTS = ['issued', 'rejected', 'underReview', 'failed', 'abandoned', 'open'] as const;

/** How many rows have come to what, live. */
export function RequestProgress({ request: { id, counts } }: { request: ShownRequest }): ReactElement {
  const { text, whole } = useText();
  const ended = counts.total - counts.open;
  const pace = usePace(id, counts.open);
  const done = text('request.progress.done', { ended: whole(ended), total: whole(counts.total) });
  return (
    <section className="mb-5" aria-labelledby="progress-title">
      <h2 id="progress-title" className="h4">
        {text('request.progress.title')}
      </h2>
      <progress
        className="w-100"
        aria-label={text('request.progress.label')}
        aria-valuetext={done}
        max={Math.max(1, counts.total)}
        value={counts.total === 0 ? 1 : ended}
      />
      <p className="mb-1" data-progress={ended}>
        {done}
        {pace && ` (${text('request.progress.rate', pace)})`}
      </p>
      {/* Said once, when it is over: a running count would talk all the time. */}
      <p role="status">{counts.open === 0 && text('request.progress.over')}</p>
      <dl className="row">
        {COUNTS.map((name) => (
          <div key={name} className="col-6 col-md-4 col-lg-2 mb-2">
            <dt>{text(`request.count.${name}`)}</dt>
            <dd className="h5 mb-0" data-count={name}>
              {whole(counts[name])}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What is told of the pace since the page was opened. */
function usePace(id: string, open: number): { rate: string; left: string } | null {
  const { text, whole } = useText();
  const first = useRef<(ProgressPoint & { id: string }) | null>(null);
  const now = { at: performance.now(), open };
  if (first.current?.id !== id) first.current = { ...now, id };
  const pace = paceBetween(first.current, now);
  if (pace === null) return null;
  const { unit, n } = roundDuration(pace.secondsLeft);
  return { rate: whole(Math.max(1, pace.rate)), left: text(`request.time.${unit}`, { n }) };
}
