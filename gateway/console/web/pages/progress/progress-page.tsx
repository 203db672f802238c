import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router-dom';
import { ConsoleOfficesDocument, ConsoleProgressDocument } from '../../../../../schema/client/operations.generated.js';
import { FailureNotice } from '../../components/failure-notice.js';
import { Loading } from '../../components/loading.js';
import { PageHeading } from '../../components/page-heading.js';
import { useLiveQuery } from '../../graph/use-live-query.js';
import { useText } from '../../language/use-text.js';
import { useSession } from '../../session/session-provider.js';
import { BurnDown } from './burn-down.js';
import { ChannelFills } from './channel-look.js';
import { KeyFigures } from './key-figures.js';
import type { Progress } from './progress-data.js';
import { ProgressFilters } from './progress-filters.js';
import { filterOf, searchOf, variablesOf, type ProgressFilter } from './progress-filter.rules.js';
import { Rejections, Turnaround } from './service-quality.js';
import { OfficeShares, RegionShares } from './shares.js';
import { StageBars } from './stage-bars.js';
import { TopUnmigrated } from './top-unmigrated.js';
import { WeeklyVolumes } from './weekly-volumes.js';
import './progress.css';

const REFRESH_MS = 30_000;

/** How far the migration is: for everybody; names of bodies for operators and operations alone. */
export function ProgressPage(): ReactElement {
  const { text } = useText();
  const { persona } = useSession();
  const [search, setSearch] = useSearchParams();
  const filter = filterOf(search);
  const withNames = persona.role === 'operator' || persona.role === 'operations';
  const offices = useLiveQuery({ query: ConsoleOfficesDocument, variables: {} });
  const { data, failure, isLoading, refresh } = useLiveQuery({
    query: ConsoleProgressDocument,
    variables: { ...variablesOf(filter), withNames },
    // The figures of a past day do not change while one looks at them.
    ...(filter.asOf === '' && { everyMs: REFRESH_MS }),
  });
  const narrow = (change: (present: ProgressFilter) => ProgressFilter): void =>
    // From the address itself, which is ahead of what is drawn while a choice is being taken up.
    setSearch(searchOf(change(filterOf(new URLSearchParams(location.search)))));
  return (
    <>
      <PageHeading title={text('progress.title')}>
        <p className="lead">{text('progress.lead')}</p>
      </PageHeading>
      <ProgressFilters filter={filter} places={offices.data?.prosecutorOffices ?? []} narrow={narrow} />
      {failure && <FailureNotice failure={failure} onRetry={refresh} />}
      {isLoading && <Loading />}
      {data && <Figures progress={data.migrationProgress} filter={filter} />}
    </>
  );
}

function Figures({ progress, filter }: { progress: Progress; filter: ProgressFilter }): ReactElement {
  const { text, whole, share, day } = useText();
  const { asOf, bodiesTotal, migratedShare } = progress;
  return (
    <>
      <ChannelFills />
      <p role="status" data-as-of={asOf}>
        {text('progress.summary', { day: day(asOf), total: whole(bodiesTotal), share: share(migratedShare) })}
      </p>
      <KeyFigures progress={progress} />
      <div className="row">
        <div className="col-12 col-xl-6">
          <StageBars progress={progress} />
        </div>
        <div className="col-12 col-xl-6">
          <BurnDown progress={progress} />
        </div>
        <div className="col-12">
          <WeeklyVolumes progress={progress} />
        </div>
        <div className="col-12 col-xl-6">
          <RegionShares progress={progress} filter={filter} />
        </div>
        <div className="col-12 col-xl-6">
          <OfficeShares progress={progress} filter={filter} />
        </div>
        <div className="col-12 col-xl-6">
          <Turnaround progress={progress} />
        </div>
        <div className="col-12 col-xl-6">
          <Rejections progress={progress} />
        </div>
      </div>
      {progress.topUnmigrated && <TopUnmigrated bodies={progress.topUnmigrated} />}
    </>
  );
}
