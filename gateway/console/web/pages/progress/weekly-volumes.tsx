import type { ReactElement } from 'react';
import { Bar as ChartBar, BarChart, CartesianGrid, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { ChartFigure } from '../../components/chart-figure.js';
import { DataTable } from '../../components/data-table.js';
import { useText } from '../../language/use-text.js';
import { ChannelLegend, channelFill } from './channel-look.js';
import { channelsIn, channelWeeks } from './channel-weeks.rules.js';
import type { Progress } from './progress-data.js';

const HEIGHT_PX = 280;

/** Subjects a week, stacked by the channel that they took. */
export function WeeklyVolumes({ progress: { volumes } }: { progress: Progress }): ReactElement {
  const { text, whole, day, shortDay } = useText();
  const weeks = channelWeeks(volumes);
  const channels = channelsIn(weeks);
  const name = (channel: (typeof channels)[number]): string => text(`progress.channel.${channel}`);
  const totals = channels.map((channel) => ({
    channel,
    subjects: weeks.reduce((sum, { subjects }) => sum + subjects[channel], 0),
  }));
  const parts = totals.map(({ channel, subjects }) => `${name(channel)} ${whole(subjects)}`).join(', ');
  return (
    <ChartFigure
      title={text('progress.volumes')}
      summary={weeks.length === 0 ? text('progress.volumes.none') : text('progress.volumes.summary', { parts })}
      chart={
        <ResponsiveContainer width="100%" height={HEIGHT_PX}>
          <BarChart data={weeks} accessibilityLayer={false}>
            <CartesianGrid vertical={false} />
            <XAxis dataKey="from" tickFormatter={shortDay} minTickGap={24} />
            <YAxis width={64} tickFormatter={whole} allowDecimals={false} />
            {channels.map((channel) => (
              <ChartBar
                key={channel}
                stackId="channels"
                dataKey={`subjects.${channel}`}
                fill={channelFill(channel)}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      }
      legend={<ChannelLegend entries={channels.map((channel) => ({ channel, name: name(channel) }))} />}
      table={
        <DataTable
          caption={text('progress.volumes')}
          hasHiddenCaption
          rows={weeks}
          keyOf={({ from }) => from}
          columns={[
            { title: text('progress.week'), cell: ({ from }) => day(from) },
            ...channels.map((channel) => ({
              title: name(channel),
              cell: ({ subjects, requests }: (typeof weeks)[number]) =>
                text('progress.volumes.cell', {
                  subjects: whole(subjects[channel]),
                  requests: requests[channel],
                }),
              isNumber: true,
            })),
          ]}
        />
      }
    />
  );
}
