import type { ReactElement } from 'react';
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { ChartFigure } from '../../components/chart-figure.js';
import { DataTable } from '../../components/data-table.js';
import { useText } from '../../language/use-text.js';
import { burnDownChart } from './burn-down.rules.js';
import { isoDay } from './days.rules.js';
import type { Progress } from './progress-data.js';

const HEIGHT_PX = 280;
const PAST = '#0059b3';
const FORECAST = '#a34b00';
const LAST_DAY = '#b3001b';

/** How many bodies were left to migrate, and when none will be left at the present pace. */
export function BurnDown({ progress }: { progress: Progress }): ReactElement {
  const { text, whole, day, shortDay } = useText();
  const chart = burnDownChart(progress);
  return (
    <ChartFigure
      title={text('progress.burnDown')}
      summary={useForecastSentence(progress)}
      chart={
        <ResponsiveContainer width="100%" height={HEIGHT_PX}>
          <LineChart data={chart.dots} accessibilityLayer={false} margin={{ top: 24, right: 16 }}>
            <CartesianGrid vertical={false} />
            <XAxis
              dataKey="day"
              type="number"
              domain={[chart.firstDay, chart.endDay]}
              tickFormatter={(number: number) => shortDay(isoDay(number))}
              minTickGap={24}
            />
            <YAxis width={48} tickFormatter={whole} allowDecimals={false} />
            <ReferenceLine x={chart.lastDay} stroke={LAST_DAY} strokeWidth={2} strokeDasharray="2 3" />
            <Line dataKey="remaining" stroke={PAST} strokeWidth={2} dot={{ r: 2 }} isAnimationActive={false} />
            <Line
              dataKey="forecast"
              stroke={FORECAST}
              strokeWidth={2}
              strokeDasharray="8 5"
              dot={false}
              isAnimationActive={false}
            />
          </LineChart>
        </ResponsiveContainer>
      }
      legend={<Legend />}
      table={
        <DataTable
          caption={text('progress.burnDown')}
          hasHiddenCaption
          rows={progress.burnDown}
          keyOf={({ on }) => on}
          columns={[
            { title: text('progress.day'), cell: ({ on }) => day(on) },
            { title: text('progress.remaining'), cell: ({ remaining }) => whole(remaining), isNumber: true },
          ]}
        />
      }
    />
  );
}

function useForecastSentence({ forecast, lastDay }: Progress): string {
  const { text, day } = useText();
  const { completesOn, remaining, activatedLast28Days: activated, beforeLastDay } = forecast;
  const facts = { remaining, activated, lastDay: day(lastDay) };
  if (remaining === 0) return text('progress.forecast.done');
  if (completesOn === null) return text('progress.forecast.never', facts);
  const sentence = beforeLastDay === true ? 'progress.forecast.inTime' : 'progress.forecast.late';
  return text(sentence, { ...facts, day: day(completesOn) });
}

function Legend(): ReactElement {
  const { text } = useText();
  const lines = [
    { id: 'progress.remaining', stroke: PAST, dashes: undefined },
    { id: 'progress.forecast', stroke: FORECAST, dashes: '8 5' },
    { id: 'progress.forecast.lastDay', stroke: LAST_DAY, dashes: '2 3' },
  ] as const;
  return (
    <ul className="console-legend">
      {lines.map(({ id, stroke, dashes }) => (
        <li key={id}>
          <svg width="28" height="10" aria-hidden="true" focusable="false">
            <path d="M0 5h28" stroke={stroke} strokeWidth="2" strokeDasharray={dashes} />
          </svg>
          {text(id)}
        </li>
      ))}
    </ul>
  );
}
