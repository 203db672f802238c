import type { ReactElement } from 'react';
import { useText } from '../../language/use-text.js';
import type { Progress } from './progress-data.js';

/** The figures by which one knows at a glance whether all is well. */
export function KeyFigures({ progress }: { progress: Progress }): ReactElement {
  const { text, whole, share, day, instant } = useText();
  const { daysLeft, lastDay, migratedShare, migratedVolumeShare, atRisk, expiringAgreements, newBodies } = progress;
  const { batches, items, oldestSince } = progress.inFlight;
  return (
    <dl className="console-key-figures">
      <Figure name="daysLeft" value={whole(daysLeft)} note={text('progress.lastDay', { day: day(lastDay) })} />
      <Figure name="migratedShare" value={share(migratedShare)} note={text('progress.migratedShare.note')} />
      <Figure name="migratedVolumeShare" value={share(migratedVolumeShare)} note={text('progress.volumeShare.note')} />
      <Figure name="atRisk" value={whole(atRisk)} note={text('progress.atRisk.note')} />
      <Figure name="expiringAgreements" value={whole(expiringAgreements)} note={text('progress.expiring.note')} />
      <Figure
        name="inFlight"
        value={whole(items)}
        note={
          oldestSince === null
            ? text('progress.inFlight.none')
            : text('progress.inFlight.note', { batches, since: instant(oldestSince) })
        }
      />
      <Figure name="newBodies" value={whole(newBodies)} note={text('progress.newBodies.note')} />
    </dl>
  );
}

const TITLES = {
  daysLeft: 'progress.daysLeft',
  migratedShare: 'progress.migratedShare',
  migratedVolumeShare: 'progress.volumeShare',
  atRisk: 'progress.atRisk',
  expiringAgreements: 'progress.expiring',
  inFlight: 'progress.inFlight',
  newBodies: 'progress.newBodies',
} as const;

function Figure({ name, value, note }: { name: keyof typeof TITLES; value: string; note: string }): ReactElement {
  const { text } = useText();
  return (
    <div data-figure={name}>
      <dt>{text(TITLES[name])}</dt>
      <dd>
        <strong>{value}</strong>
        <small>{note}</small>
      </dd>
    </div>
  );
}
