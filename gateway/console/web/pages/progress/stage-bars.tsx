import type { ReactElement } from 'react';
import { useText } from '../../language/use-text.js';
import { Bar } from './bar.js';
import type { Progress } from './progress-data.js';

/** In the order in which a body goes through them. */
const STAGES = [
  'notStarted',
  'drafted',
  'signed',
  'registered',
  'active',
  'firstDirectRequest',
  'massivoFree',
] as const;

/** How many bodies stand at each stage: a table of which the bars are a part. */
export function StageBars({ progress: { bodies, bodiesTotal } }: { progress: Progress }): ReactElement {
  const { text, whole, share } = useText();
  const most = Math.max(1, ...STAGES.map((stage) => bodies[stage]));
  return (
    <section className="console-figure">
      <h2 className="h4">{text('progress.stages')}</h2>
      <p>{text('progress.stages.summary', { total: whole(bodiesTotal) })}</p>
      <table className="table table-sm console-bars">
        <caption className="visually-hidden">{text('progress.stages')}</caption>
        <thead>
          <tr>
            <th scope="col">{text('progress.stage')}</th>
            <th scope="col">{text('progress.bodies')}</th>
            <th scope="col">{text('progress.share')}</th>
          </tr>
        </thead>
        <tbody>
          {STAGES.map((stage) => (
            <tr key={stage} data-stage={stage}>
              <th scope="row">{text(`progress.stage.${stage}`)}</th>
              <td>
                <Bar share={bodies[stage] / most}>{whole(bodies[stage])}</Bar>
              </td>
              <td>{share(bodiesTotal === 0 ? null : bodies[stage] / bodiesTotal)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
