import { Component, type ReactElement, type ReactNode } from 'react';
import { PageHeading } from '../components/page-heading.js';
import { useText } from '../language/use-text.js';

/** A page that fails leaves the rest of the console standing. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <BrokenPage /> : this.props.children;
  }
}

function BrokenPage(): ReactElement {
  const { text } = useText();
  return (
    <div role="alert">
      <PageHeading title={text('shell.broken.title')} />
      <p>{text('shell.broken.text')}</p>
      <button type="button" className="btn btn-primary" onClick={() => location.reload()}>
        {text('shell.broken.reload')}
      </button>
    </div>
  );
}
