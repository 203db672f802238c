import { useState, type FormEvent, type ReactElement } from 'react';
import { TransitionLogKeyDocument } from '../../../../../schema/client/operations.generated.js';
import { saveFile } from '../../components/save-file.js';
import { FailureNotice } from '../../components/failure-notice.js';
import { Field } from '../../components/field.js';
import { networkFailure, type Failure } from '../../graph/failure.rules.js';
import { useLiveQuery } from '../../graph/use-live-query.js';
import { useText } from '../../language/use-text.js';
import { keptKey, keptReceipts } from './kept-log.js';
import { LogUnreadable, useLogRecords } from './use-log-records.js';
import { verifyLog, type Verdict } from './verify-log.js';
import { VerdictNotice } from './verdict-notice.js';

type Work = { kind: 'verify'; records: number } | { kind: 'export' } | null;

/** the log is verified here, in the browser, so that the service need not be trusted; and exported. */
export function LogVerification(): ReactElement {
  const { text, whole } = useText();
  const logKey = useLiveQuery({ query: TransitionLogKeyDocument, variables: {} });
  const records = useLogRecords();
  const [pem, setPem] = useState('');
  const [receipts, setReceipts] = useState('');
  const [work, setWork] = useState<Work>(null);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const during = async (begun: Work, what: () => Promise<void>): Promise<void> => {
    setWork(begun);
    setFailure(null);
    await what()
      .catch((error: unknown) => setFailure(failureIn(error)))
      .finally(() => setWork(null));
  };
  const verify = (event: FormEvent): void => {
    event.preventDefault();
    setVerdict(null);
    const onProgress = (count: number): void => setWork({ kind: 'verify', records: count });
    const given = { pem, receipts, served: logKey.data?.transitionLogKey.pem ?? null };
    void during({ kind: 'verify', records: 0 }, async () => {
      setVerdict(await verifyLog({ ...given, pages: records(), onProgress }));
    });
  };
  const save = async (): Promise<void> => {
    const lines: string[] = [];
    for await (const page of records()) lines.push(...page.map((record) => `${JSON.stringify(record)}\n`));
    saveFile('transition-log.jsonl', new Blob(lines, { type: 'application/jsonl' }));
  };
  return (
    <section className="console-transition-section" aria-labelledby="verification">
      <h2 id="verification" className="h4">
        {text('transition.verification')}
      </h2>
      <p>{text('transition.verification.intro')}</p>
      <p className="mb-1">{text('transition.key.served', { id: logKey.data?.transitionLogKey.id ?? '–' })}</p>
      <p>
        {text(keptKey() === null ? 'transition.key.none' : 'transition.key.kept', { count: keptReceipts().length })}
      </p>
      <form onSubmit={verify} noValidate>
        <GivenKey pem={pem} receipts={receipts} onPem={setPem} onReceipts={setReceipts} />
        <div className="console-transition-actions">
          <button
            type="submit"
            name="verify"
            className="btn btn-primary"
            disabled={work !== null || logKey.data === null}
          >
            {text('transition.verify')}
          </button>
          <button
            type="button"
            name="export"
            className="btn btn-outline-primary"
            disabled={work !== null}
            onClick={() => void during({ kind: 'export' }, save)}
          >
            {text('transition.export')}
          </button>
        </div>
      </form>
      {failure && <FailureNotice failure={failure} />}
      <div role="status" className="mt-3">
        {work?.kind === 'verify' && text('transition.verifying', { count: whole(work.records) })}
        {verdict && <VerdictNotice verdict={verdict} />}
      </div>
    </section>
  );
}

interface GivenKeyProps {
  pem: string;
  receipts: string;
  onPem(pem: string): void;
  onReceipts(receipts: string): void;
}

function GivenKey({ pem, receipts, onPem, onReceipts }: GivenKeyProps): ReactElement {
  const { text } = useText();
  return (
    <details className="mb-3">
      <summary>{text('transition.key.own')}</summary>
      <Field label={text('transition.key.pem')} hint={text('transition.key.pem.hint')}>
        {(ids) => (
          <textarea
            {...ids}
            name="key"
            className="form-control console-code"
            rows={3}
            spellCheck={false}
            value={pem}
            onChange={({ target }) => onPem(target.value)}
          />
        )}
      </Field>
      <Field label={text('transition.receipts')} hint={text('transition.receipts.hint')}>
        {(ids) => (
          <textarea
            {...ids}
            name="receipts"
            className="form-control console-code"
            rows={3}
            spellCheck={false}
            value={receipts}
            onChange={({ target }) => onReceipts(target.value)}
          />
        )}
      </Field>
    </details>
  );
}

const failureIn = (error: unknown): Failure =>
  error instanceof LogUnreadable
    ? error.failure
    : networkFailure(error instanceof Error ? error : undefined, navigator.onLine);
