import type { ReactElement } from 'react';
import { Facts } from '../../components/facts.js';
import { useLanguage } from '../../language/language-provider.js';
import { useText } from '../../language/use-text.js';
import type { ShownBatch } from './shown-batch.js';

export function BatchFacts({ batch }: { batch: ShownBatch }): ReactElement {
  const { text, whole, instant } = useText();
  const { language } = useLanguage();
  const { state, office, publicBody, overdue, trouble, abandonment } = batch;
  const at = (time: string | null): string | null => (time === null ? null : instant(time));
  return (
    <section aria-labelledby="facts" data-batch-state={state}>
      <h2 id="facts" className="h4">
        {batch.fileName}
      </h2>
      <Facts
        facts={[
          { name: text('batches.state'), value: text(`batches.situation.${state}`), key: 'state' },
          { name: text('batches.body'), value: `${publicBody.name ?? ''} (${publicBody.ipaCode})` },
          { name: text('batches.office'), value: `${office.name} (${office.code})` },
          { name: text('batches.rows'), value: whole(batch.rows), key: 'rows' },
          { name: text('batches.part'), value: text('batches.part.of', { part: batch.part, parts: batch.parts }) },
          { name: text('batches.attempts'), value: whole(batch.attempts) },
          { name: text('batches.requestId'), value: batch.fileRequestId },
          { name: text('batches.protocol'), value: batch.sicProtocol },
          { name: text('batches.createdAt'), value: at(batch.createdAt) },
          { name: text('batches.sentAt'), value: at(batch.sentAt) },
          { name: text('batches.acknowledgedAt'), value: at(batch.acknowledgedAt) },
          { name: text('batches.completedAt'), value: at(batch.completedAt) },
          { name: text('batches.nextAttemptAt'), value: at(batch.nextAttemptAt) },
        ]}
      />
      {overdue && (
        <p className="console-batches-late">
          {text(`batches.overdue.${overdue.kind}`)}, {text('batches.overdue.since', { since: instant(overdue.since) })}
        </p>
      )}
      {trouble && (
        <p className="alert alert-warning" data-trouble={trouble.code}>
          {trouble.code}: {language === 'it' ? trouble.messageIt : trouble.message} {trouble.detail}
        </p>
      )}
      {abandonment && (
        <p className="alert alert-warning" data-abandonment>
          {text('batches.abandonment', {
            at: instant(abandonment.at),
            by: abandonment.by ?? text('batches.by.service'),
            reason: abandonment.reason ?? '–',
          })}
        </p>
      )}
    </section>
  );
}
