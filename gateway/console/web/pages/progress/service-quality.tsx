import type { ReactElement } from 'react';
import { DataTable } from '../../components/data-table.js';
import { useLanguage } from '../../language/language-provider.js';
import { useText } from '../../language/use-text.js';
import { lengthOf } from './minutes.rules.js';
import type { Progress } from './progress-data.js';

/** How long answers take, by channel. */
export function Turnaround({ progress: { turnaround } }: { progress: Progress }): ReactElement {
  const { text, whole } = useText();
  const length = (minutes: number | null): string =>
    minutes === null ? '–' : text(minutes === 0 ? 'progress.length.none' : 'progress.length', { ...lengthOf(minutes) });
  return (
    <section className="console-figure">
      <h2 className="h4">{text('progress.turnaround')}</h2>
      <DataTable
        caption={text('progress.turnaround')}
        hasHiddenCaption
        rows={turnaround}
        keyOf={({ channel }) => channel}
        columns={[
          { title: text('progress.channel'), cell: ({ channel }) => text(`progress.channel.${channel}`) },
          { title: text('progress.turnaround.half'), cell: ({ p50Minutes }) => length(p50Minutes) },
          { title: text('progress.turnaround.most'), cell: ({ p95Minutes }) => length(p95Minutes) },
          { title: text('progress.items'), cell: ({ items }) => whole(items), isNumber: true },
        ]}
      />
    </section>
  );
}

/** Why rows were rejected, the most frequent reason first. */
export function Rejections({ progress: { rejections } }: { progress: Progress }): ReactElement {
  const { text, whole } = useText();
  const { language } = useLanguage();
  return (
    <section className="console-figure">
      <h2 className="h4">{text('progress.rejections')}</h2>
      {rejections.length === 0 ? (
        <p>{text('progress.rejections.none')}</p>
      ) : (
        <DataTable
          caption={text('progress.rejections')}
          hasHiddenCaption
          rows={rejections}
          keyOf={({ code }) => code}
          columns={[
            { title: text('progress.rejections.code'), cell: ({ code }) => code },
            {
              title: text('progress.rejections.reason'),
              cell: ({ message, messageIt }) => (language === 'it' ? messageIt : message),
            },
            { title: text('progress.items'), cell: ({ count }) => whole(count), isNumber: true },
          ]}
        />
      )}
    </section>
  );
}
