import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import { wayOfWriting, type WayOfWriting } from './way-of-writing.js';

/** Sentences, numbers and days in the chosen language. */
export function useText(): WayOfWriting {
  const intl = useIntl();
  return useMemo(() => wayOfWriting(intl), [intl]);
}
