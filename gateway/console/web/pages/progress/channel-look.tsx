import type { ReactElement } from 'react';
import type { Channel } from '../../../../../schema/client/operations.generated.js';

interface Look {
  /** 4.5 : 1 or more on white. */
  colour: string;
  /** Drawn over the colour, so that nobody has to tell colours apart. */
  marks: ReactElement | null;
}

const LOOKS: Record<Channel, Look> = {
  MASSIVO: { colour: '#a34b00', marks: <path d="M-2 2 2 -2M0 8 8 0M6 10 10 6" stroke="#fff" strokeWidth="1.5" /> },
  DIRECT_AGREEMENT: { colour: '#0059b3', marks: null },
  OFFICE_COUNTER: { colour: '#5a6772', marks: <circle cx="4" cy="4" r="1.6" fill="#fff" /> },
  PDND: { colour: '#7a2e8e', marks: <path d="M0 4h8" stroke="#fff" strokeWidth="1.5" /> },
};

export const channelFill = (channel: Channel): string => `url(#console-fill-${channel})`;

/** The fills of the channels; once in a page, before what is drawn with them. */
export function ChannelFills(): ReactElement {
  return (
    <svg width="0" height="0" aria-hidden="true" focusable="false" className="position-absolute">
      <defs>
        {(Object.entries(LOOKS) as [Channel, Look][]).map(([channel, { colour, marks }]) => (
          <pattern key={channel} id={`console-fill-${channel}`} width="8" height="8" patternUnits="userSpaceOnUse">
            <rect width="8" height="8" fill={colour} />
            {marks}
          </pattern>
        ))}
      </defs>
    </svg>
  );
}

export function ChannelLegend({ entries }: { entries: readonly { channel: Channel; name: string }[] }): ReactElement {
  return (
    <ul className="console-legend">
      {entries.map(({ channel, name }) => (
        <li key={channel}>
          <svg width="20" height="14" aria-hidden="true" focusable="false">
            <rect width="20" height="14" fill={channelFill(channel)} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
