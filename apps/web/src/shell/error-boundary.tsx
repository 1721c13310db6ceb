import { Component, type ReactNode } from 'react';
import { Page } from '../parts/page.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { useWords } from '../words/language.tsx';

interface Caught {
  readonly error: unknown;
}

/** A page that breaks says so and leaves head and menu working. A class: React offers no other way. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, Caught> {
  override state: Caught = { error: null };

  static getDerivedStateFromError(error: unknown): Caught {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return <Broken error={this.state.error} />;
  }
}

function Broken({ error }: { readonly error: unknown }) {
  const { t } = useWords();
  return (
    <Page title={t('page.broke')}>
      <ProblemNotice error={error} retry={() => window.location.reload()} />
    </Page>
  );
}
