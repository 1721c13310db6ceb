import { Component, type ReactNode } from 'react';
import { ProblemNotice } from '../parts/problem-notice.tsx';

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
    return (
      <div className="page">
        <ProblemNotice error={this.state.error} retry={() => window.location.reload()} />
      </div>
    );
  }
}
