import type { ReactElement } from 'react';
import { DataTable } from '../../components/data-table.js';
import { useLanguage } from '../../language/language-provider.js';
import { useText } from '../../language/use-text.js';
import type { ShownBatch } from './shown-batch.js';

/** Answers of the office that are kept where they lie and are not taken in. */
export function BatchQuarantine({ batch }: { batch: ShownBatch }): ReactElement | null {
  const { text, instant } = useText();
  const { language } = useLanguage();
  if (batch.quarantine.length === 0) return null;
  return (
    <section aria-labelledby="quarantine" className="mt-4">
      <h2 id="quarantine" className="h4">
        {text('batches.quarantine')}
      </h2>
      <DataTable
        caption={text('batches.quarantine')}
        hasHiddenCaption
        columns={[
          { title: text('batches.quarantine.since'), cell: ({ since }) => instant(since) },
          {
            title: text('batches.trouble'),
            cell: ({ trouble: { code, message, messageIt, detail } }) =>
              `${code}: ${language === 'it' ? messageIt : message} ${detail ?? ''}`,
          },
          { title: text('batches.quarantine.lastSeenAt'), cell: ({ lastSeenAt }) => instant(lastSeenAt) },
          {
            title: text('batches.quarantine.resolution'),
            cell: ({ resolution, resolvedAt }) =>
              resolution === null || resolvedAt === null
                ? text('batches.resolution.open')
                : `${text(`batches.resolution.${resolution}`)}, ${instant(resolvedAt)}`,
          },
        ]}
        rows={batch.quarantine}
        keyOf={({ since, trouble }) => `${since} ${trouble.code} ${trouble.detail ?? ''}`}
      />
    </section>
  );
}
