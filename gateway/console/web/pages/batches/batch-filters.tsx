import type { ReactElement } from 'react';
import { ConsoleOfficesDocument } from '../../../../../schema/client/operations.generated.js';
import { parseIpaCode } from '../../../../../schema/identifiers.js';
import { Field } from '../../components/field.js';
import { useLiveQuery } from '../../graph/use-live-query.js';
import { useText } from '../../language/use-text.js';
import { SITUATIONS, type BatchView } from './batch-filter.rules.js';

export interface BatchFiltersProps {
  view: BatchView;
  ownOffice: string | null;
  onShow(changes: Partial<BatchView>): void;
}

export function BatchFilters({ view, ownOffice, onShow }: BatchFiltersProps): ReactElement {
  const { text } = useText();
  return (
    <div className="console-batches-filters">
      <Field label={text('batches.filter.situation')}>
        {(ids) => (
          <select
            {...ids}
            name="situation"
            className="form-select"
            value={view.situation}
            onChange={({ target }) => onShow({ situation: SITUATIONS.find((one) => one === target.value) ?? 'ALL' })}
          >
            {SITUATIONS.map((situation) => (
              <option key={situation} value={situation}>
                {text(`batches.situation.${situation}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {ownOffice === null && <OfficeFilter officeCode={view.officeCode} onShow={onShow} />}
      <BodyFilter key={view.ipaCode} ipaCode={view.ipaCode} onShow={onShow} />
    </div>
  );
}

function OfficeFilter({
  officeCode,
  onShow,
}: {
  officeCode: string | null;
  onShow: BatchFiltersProps['onShow'];
}): ReactElement {
  const { text } = useText();
  const offices = useLiveQuery({ query: ConsoleOfficesDocument, variables: {} });
  return (
    <Field label={text('batches.office')}>
      {(ids) => (
        <select
          {...ids}
          name="office"
          className="form-select"
          value={officeCode ?? ''}
          onChange={({ target }) => onShow({ officeCode: target.value === '' ? null : target.value })}
        >
          <option value="">{text('batches.office.all')}</option>
          {offices.data?.prosecutorOffices.map(({ code, name }) => (
            <option key={code} value={code}>
              {name} ({code})
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function BodyFilter({
  ipaCode,
  onShow,
}: {
  ipaCode: string | null;
  onShow: BatchFiltersProps['onShow'];
}): ReactElement {
  const { text } = useText();
  const choose = (typed: string): void => {
    const code = parseIpaCode(typed);
    if (code !== ipaCode) onShow({ ipaCode: code });
  };
  return (
    <Field label={text('batches.body.code')} hint={text('batches.body.hint')}>
      {(ids) => (
        <input
          {...ids}
          type="text"
          name="body"
          className="form-control"
          autoComplete="off"
          spellCheck={false}
          defaultValue={ipaCode ?? ''}
          onBlur={({ target }) => choose(target.value)}
          onKeyDown={(event) => event.key === 'Enter' && choose(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
