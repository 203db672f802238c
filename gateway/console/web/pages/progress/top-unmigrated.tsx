import type { ReactElement } from 'react';
import { DataTable } from '../../components/data-table.js';
import { Icon } from '../../components/icon.js';
import { useText } from '../../language/use-text.js';
import type { Progress } from './progress-data.js';

type Body = NonNullable<Progress['topUnmigrated']>[number];

/** Bodies by name, for those whom R-52 lets see them: an operator's own office, for operations all. */
export function TopUnmigrated({ bodies }: { bodies: readonly Body[] }): ReactElement {
  const { text, whole } = useText();
  return (
    <section className="console-figure" data-section="top-unmigrated">
      <h2 className="h4">{text('progress.unmigrated')}</h2>
      {bodies.length === 0 ? (
        <p>{text('progress.unmigrated.none')}</p>
      ) : (
        <DataTable
          caption={text('progress.unmigrated')}
          hasHiddenCaption
          rows={bodies}
          keyOf={({ publicBody }) => publicBody.ipaCode}
          columns={[
            {
              title: text('progress.unmigrated.body'),
              cell: ({ publicBody }) => `${publicBody.name} (${publicBody.ipaCode})`,
            },
            { title: text('progress.stage'), cell: ({ stage }) => text(`progress.stage.${STAGE_KEYS[stage]}`) },
            { title: text('progress.unmigrated.risk'), cell: ({ atRisk }) => atRisk && <AtRisk /> },
            {
              title: text('progress.unmigrated.subjects'),
              cell: ({ subjectsLast12Months }) => whole(subjectsLast12Months),
              isNumber: true,
            },
          ]}
        />
      )}
    </section>
  );
}

const STAGE_KEYS = {
  NOT_STARTED: 'notStarted',
  DRAFTED: 'drafted',
  SIGNED: 'signed',
  REGISTERED: 'registered',
  ACTIVE: 'active',
  FIRST_DIRECT_REQUEST: 'firstDirectRequest',
  MASSIVO_FREE: 'massivoFree',
} as const;

function AtRisk(): ReactElement {
  const { text } = useText();
  return (
    <span className="console-at-risk">
      <Icon name="it-warning-circle" className="icon-sm icon-danger" /> {text('progress.unmigrated.atRisk')}
    </span>
  );
}
