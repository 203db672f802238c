import type { Channel } from '../../../../../schema/client/operations.generated.js';
import { dayNumber, isoDay } from './days.rules.js';

export const CHANNELS: readonly Channel[] = ['MASSIVO', 'DIRECT_AGREEMENT', 'OFFICE_COUNTER', 'PDND'];

export interface ChannelVolume {
  from: string;
  to: string;
  channel: Channel;
  requests: number;
  subjects: number;
}

export interface ChannelWeek {
  /** First and last day that count. */
  from: string;
  to: string;
  /** 0 where nothing came by the channel. */
  subjects: Record<Channel, number>;
  requests: Record<Channel, number>;
}

const WEEK_DAYS = 7;
const none = (): Record<Channel, number> => ({ MASSIVO: 0, DIRECT_AGREEMENT: 0, OFFICE_COUNTER: 0, PDND: 0 });

/** One row a week without gaps, because the graph leaves out the weeks in which nothing came. */
export function channelWeeks(volumes: readonly ChannelVolume[]): ChannelWeek[] {
  const weeks = new Map<number, ChannelWeek>();
  for (const { from, to, channel, requests, subjects } of volumes) {
    const week = weeks.get(mondayOf(from)) ?? { from, to, subjects: none(), requests: none() };
    week.subjects[channel] += subjects;
    week.requests[channel] += requests;
    weeks.set(mondayOf(from), week);
  }
  const mondays = [...weeks.keys()];
  if (mondays.length === 0) return [];
  const rows: ChannelWeek[] = [];
  for (let monday = Math.min(...mondays); monday <= Math.max(...mondays); monday += WEEK_DAYS) {
    const empty = { from: isoDay(monday), to: isoDay(monday + WEEK_DAYS - 1), subjects: none(), requests: none() };
    rows.push(weeks.get(monday) ?? empty);
  }
  return rows;
}

/** The channels by which anything came at all, in their order. */
export function channelsIn(weeks: readonly ChannelWeek[]): Channel[] {
  return CHANNELS.filter((channel) => weeks.some(({ requests }) => requests[channel] > 0));
}

/** 1970-01-01 was a Thursday. */
function mondayOf(day: string): number {
  const number = dayNumber(day);
  return number - ((number + 3) % WEEK_DAYS);
}
