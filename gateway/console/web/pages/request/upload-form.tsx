import { useEffect, useRef, useState, type FormEvent, type ReactElement } from 'react';
import { useNavigate } from 'react-router-dom';
import { FailureNotice } from '../../components/failure-notice.js';
import type { Failure } from '../../graph/failure.rules.js';
import { useText } from '../../language/use-text.js';
import { useSession } from '../../session/session-provider.js';
import { byteSize } from './byte-size.rules.js';
import { sendFile } from './send-file.js';

type Phase =
  { name: 'idle' } | { name: 'sending'; file: File; sent: number } | { name: 'stopped' } | { name: 'missing' };

/** Sends a massivo file and goes on to its request. */
export function UploadForm(): ReactElement {
  const { text, whole } = useText();
  const session = useSession();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const stopping = useRef<AbortController | null>(null);
  const [phase, setPhase] = useState<Phase>({ name: 'idle' });
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => () => stopping.current?.abort(), []);

  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const file = input.current?.files?.[0];
    if (file === undefined) return setPhase({ name: 'missing' });
    const { signal } = (stopping.current = new AbortController());
    setFailure(null);
    setPhase({ name: 'sending', file, sent: 0 });
    const token = (await session.accessToken()) ?? '';
    const onProgress = (sent: number): void => setPhase({ name: 'sending', file, sent });
    const sent = await sendFile({ file, token, onProgress, signal });
    if (sent !== 'stopped' && 'requestId' in sent) return navigate(`/request/${sent.requestId}`);
    if (sent !== 'stopped') setFailure(sent.failure);
    setPhase(sent === 'stopped' ? { name: 'stopped' } : { name: 'idle' });
  };

  const size = (bytes: number): string => byteSize(bytes, whole);
  const isSending = phase.name === 'sending';
  return (
    <form onSubmit={(event) => void send(event)} className="mb-5" aria-labelledby="upload-title" noValidate>
      <h2 id="upload-title" className="h4">
        {text('request.upload.title')}
      </h2>
      <div className="mb-3">
        <label htmlFor="massivo-file" className="active position-static mb-2">
          {text('request.upload.file')}
        </label>
        <input
          ref={input}
          id="massivo-file"
          type="file"
          accept=".txt,text/plain"
          className="form-control"
          aria-describedby="massivo-file-hint"
          aria-invalid={phase.name === 'missing'}
          disabled={isSending}
          onChange={() => setPhase({ name: 'idle' })}
        />
        <p id="massivo-file-hint" className="small mt-2 mb-0">
          {text('request.upload.hint')}
        </p>
      </div>
      <div className="d-flex gap-3 align-items-center flex-wrap">
        <button type="submit" className="btn btn-primary" disabled={isSending}>
          {text('request.upload.send')}
        </button>
        {isSending && (
          <button type="button" className="btn btn-outline-primary" onClick={() => stopping.current?.abort()}>
            {text('request.upload.stop')}
          </button>
        )}
      </div>
      {isSending && (
        <progress
          className="w-100 mt-3"
          aria-label={text('request.upload.title')}
          max={phase.file.size}
          value={phase.sent}
        />
      )}
      <p role="status" className="mt-2 mb-0">
        {isSending && phase.sent < phase.file.size
          ? text('request.upload.sending', { done: size(phase.sent), total: size(phase.file.size) })
          : isSending && text('request.upload.checking')}
        {phase.name === 'stopped' && text('request.upload.stopped')}
        {phase.name === 'missing' && text('request.upload.missing')}
      </p>
      {failure && <FailureNotice failure={failure} />}
    </form>
  );
}
