import { useEffect, useRef, useState, type ReactElement } from 'react';
import { FailureNotice } from '../../components/failure-notice.js';
import { Icon } from '../../components/icon.js';
import { saveFile } from '../../components/save-file.js';
import type { Failure } from '../../graph/failure.rules.js';
import { useText } from '../../language/use-text.js';
import { useSession } from '../../session/session-provider.js';
import { byteSize } from './byte-size.rules.js';
import { fetchFile } from './fetch-file.js';
import type { ShownRequest } from './shown-request.type.js';

const FILES = [
  { name: 'certificates.zip', label: 'request.download.zip' },
  { name: 'outcome.txt', label: 'request.download.outcome' },
] as const;

type Phase = { name: 'idle' } | { name: 'working'; received: number } | { name: 'done'; saved: string };

/** The files of a request; made while they are downloaded. */
export function RequestDownloads({ request: { id, counts } }: { request: ShownRequest }): ReactElement {
  const { text, whole } = useText();
  const session = useSession();
  const stopping = useRef<AbortController | null>(null);
  const [phase, setPhase] = useState<Phase>({ name: 'idle' });
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => () => stopping.current?.abort(), [id]);

  const download = async (name: string): Promise<void> => {
    const { signal } = (stopping.current = new AbortController());
    setFailure(null);
    setPhase({ name: 'working', received: 0 });
    const token = (await session.accessToken()) ?? '';
    const onProgress = (received: number): void => setPhase({ name: 'working', received });
    const fetched = await fetchFile({ address: `/requests/${id}/${name}`, token, onProgress, signal });
    if (fetched === 'stopped') return setPhase({ name: 'idle' });
    if ('failure' in fetched) {
      setFailure(fetched.failure);
      return setPhase({ name: 'idle' });
    }
    const saved = `${id}-${name}`;
    saveFile(saved, fetched.file);
    setPhase({ name: 'done', saved });
  };

  return (
    <section className="mb-5" aria-labelledby="download-title">
      <h2 id="download-title" className="h4">
        {text('request.download.title')}
      </h2>
      <div className="d-flex gap-3 flex-wrap">
        {FILES.map(({ name, label }) => (
          <button
            key={name}
            type="button"
            className="btn btn-outline-primary d-inline-flex align-items-center gap-2"
            disabled={phase.name === 'working'}
            onClick={() => void download(name)}
          >
            <Icon name="it-download" className="icon-sm icon-primary" />
            {text(label)}
          </button>
        ))}
      </div>
      <p role="status" className="mt-2 mb-0">
        {phase.name === 'working' && text('request.download.working', { size: byteSize(phase.received, whole) })}
        {phase.name === 'done' && text('request.download.done', { name: phase.saved })}
      </p>
      {failure && <FailureNotice failure={failure} />}
      <p className="small mt-2 mb-0">
        {text('request.download.recorded')} {counts.open > 0 && text('request.download.early')}
      </p>
    </section>
  );
}
