import type { ReactElement } from 'react';
import { DataTable } from '../../components/data-table.js';
import { useLanguage } from '../../language/language-provider.js';
import { useText } from '../../language/use-text.js';
import type { ShownBatch } from './shown-batch.js';

/** What happened to the batch, in order. */
export function BatchHistory({ batch }: { batch: ShownBatch }): ReactElement {
  const { text, instant, whole } = useText();
  const { language } = useLanguage();
  const events = batch.history.map((event, index) => ({ ...event, index }));
  return (
    <section aria-labelledby="history" className="mt-4">
      <h2 id="history" className="h4">
        {text('batches.history')}
      </h2>
      {events.length === 0 && <p>{text('batches.history.none')}</p>}
      {events.length > 0 && (
        <DataTable
          caption={text('batches.history')}
          hasHiddenCaption
          columns={[
            { title: text('batches.when'), cell: ({ at }) => instant(at) },
            {
              title: text('batches.event'),
              cell: ({ kind, trouble }) =>
                text(`batches.event.${kind}`) +
                (trouble ? ` (${trouble.code}: ${language === 'it' ? trouble.messageIt : trouble.message})` : ''),
            },
            { title: text('batches.state'), cell: ({ state }) => text(`batches.situation.${state}`) },
            { title: text('batches.attempts'), isNumber: true, cell: ({ attempt }) => whole(attempt) },
            { title: text('batches.by'), cell: ({ by }) => by ?? text('batches.by.service') },
            { title: text('batches.reason'), cell: ({ reason }) => reason ?? '–' },
          ]}
          rows={events}
          keyOf={({ index }) => String(index)}
        />
      )}
    </section>
  );
}
