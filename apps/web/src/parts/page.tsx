import { Empty, Flex, Skeleton, Typography } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { useWords } from '../words/language.tsx';
import { ProblemNotice } from './problem-notice.tsx';

interface PageProps {
  readonly title: string;
  readonly state?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page has a title in the window, one heading, its state beside it and its acts at the right. */
export function Page({ title, state, actions, children }: PageProps) {
  const { t } = useWords();
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title, t]);
  return (
    <div className="page">
      <Flex className="page-head" align="center" justify="space-between" gap={12} wrap>
        <Flex align="center" gap={12} wrap>
          <Typography.Title level={1} className="page-title">
            {title}
          </Typography.Title>
          {state}
        </Flex>
        <Flex gap={8} wrap>
          {actions}
        </Flex>
      </Flex>
      {children}
    </div>
  );
}

interface Reading<Data> {
  readonly data: Data | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly refetch: () => unknown;
}

/** What was read, or its skeleton, or why it could not be read. */
export function Loaded<Data>({
  of,
  rows = 4,
  children,
}: {
  readonly of: Reading<Data>;
  readonly rows?: number;
  readonly children: (data: Data) => ReactNode;
}) {
  const { t } = useWords();
  if (of.data !== undefined) {
    return (
      <>
        {of.error != null && <ProblemNotice error={of.error} retry={() => void of.refetch()} />}
        {children(of.data)}
      </>
    );
  }
  if (of.error != null) return <ProblemNotice error={of.error} retry={() => void of.refetch()} />;
  return (
    <div role="status" aria-label={t('page.loading')}>
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}

/** An empty list says so, and what to do about it. */
export function Nothing({ what, mend }: { readonly what: string; readonly mend?: string }) {
  return (
    <Empty
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      description={
        <>
          <div>{what}</div>
          {mend !== undefined && <div className="faint">{mend}</div>}
        </>
      }
    />
  );
}
