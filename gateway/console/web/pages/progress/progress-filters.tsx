import { useId, type ReactElement, type ReactNode } from 'react';
import { useText } from '../../language/use-text.js';
import {
  BODY_TYPES,
  choicesOf,
  FILTER_FIELDS,
  filterOf,
  withChoice,
  type Place,
  type ProgressFilter,
} from './progress-filter.rules.js';

export interface ProgressFiltersProps {
  filter: ProgressFilter;
  places: readonly Place[];
  narrow(change: (present: ProgressFilter) => ProgressFilter): void;
}

export function ProgressFilters({ filter, places, narrow }: ProgressFiltersProps): ReactElement {
  const { text } = useText();
  const { regions, districts, offices } = choicesOf(places, filter);
  const isNarrowed = FILTER_FIELDS.some((field) => filter[field] !== '');
  const field = (name: keyof ProgressFilter) => ({
    name,
    value: filter[name],
    change: (value: string) => narrow((present) => withChoice(present, name, value)),
  });
  return (
    <form role="search" aria-label={text('progress.filter')} className="console-filters" onSubmit={doNothing}>
      <Choice label={text('progress.filter.region')} {...field('region')}>
        {regions.map((region) => (
          <option key={region}>{region}</option>
        ))}
      </Choice>
      <Choice label={text('progress.filter.district')} {...field('district')}>
        {districts.map((district) => (
          <option key={district}>{district}</option>
        ))}
      </Choice>
      <Choice label={text('progress.filter.office')} {...field('office')}>
        {offices.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </Choice>
      <Choice label={text('progress.filter.bodyType')} {...field('bodyType')}>
        {BODY_TYPES.map((type) => (
          <option key={type} value={type}>
            {text(`progress.bodyType.${type}`)}
          </option>
        ))}
      </Choice>
      <DayField label={text('progress.filter.asOf')} {...field('asOf')} />
      <button
        type="button"
        className="btn btn-outline-primary btn-sm"
        disabled={!isNarrowed}
        onClick={() => narrow(() => filterOf(new URLSearchParams()))}
      >
        {text('progress.filter.clear')}
      </button>
    </form>
  );
}

interface FieldProps {
  label: string;
  name: string;
  value: string;
  change(value: string): void;
}

function Choice({ label, name, value, change, children }: FieldProps & { children: ReactNode }): ReactElement {
  const { text } = useText();
  const id = useId();
  return (
    <div className="console-field">
      <label htmlFor={id}>{label}</label>
      <select id={id} name={name} value={value} onChange={({ target }) => change(target.value)}>
        <option value="">{text('progress.filter.all')}</option>
        {children}
      </select>
    </div>
  );
}

function DayField({ label, name, value, change }: FieldProps): ReactElement {
  const id = useId();
  return (
    <div className="console-field">
      <label htmlFor={id}>{label}</label>
      <input id={id} name={name} type="date" value={value} onChange={({ target }) => change(target.value)} />
    </div>
  );
}

const doNothing = (event: { preventDefault(): void }): void => event.preventDefault();
