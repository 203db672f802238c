import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router-dom';
import { PageHeading } from '../../components/page-heading.js';
import { useText } from '../../language/use-text.js';
import { useSession } from '../../session/session-provider.js';
import { BatchCounts } from './batch-counts.js';
import { addressOf, viewOf, type BatchView } from './batch-filter.rules.js';
import { BatchFilters } from './batch-filters.js';
import { BatchList } from './batch-list.js';
import { OfficeHealth } from './office-health.js';
import './batches.css';

/** The files to the offices: for operations, and for operators those of their office. What is shown stands in the address. */
export function BatchesPage(): ReactElement {
  const { text } = useText();
  const { persona } = useSession();
  const [address, setAddress] = useSearchParams();
  const view = viewOf(address);
  const show = (changes: Partial<BatchView>): void => setAddress(addressOf({ ...view, after: null, ...changes }));
  return (
    <>
      <PageHeading title={text('batches.title')}>
        <p className="lead mb-0">{text('batches.intro')}</p>
      </PageHeading>
      <BatchCounts view={view} ownOffice={persona.officeCode} onShow={show} />
      <section aria-labelledby="list" className="mt-4">
        <h2 id="list" className="h4">
          {text('batches.list')}
        </h2>
        <BatchFilters view={view} ownOffice={persona.officeCode} onShow={show} />
        <BatchList view={view} ownOffice={persona.officeCode} onTurn={(after) => show({ after })} />
      </section>
      <OfficeHealth ownOffice={persona.officeCode} onShow={show} />
    </>
  );
}
