import { useQuery } from '@tanstack/react-query';
import { Button, Flex } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { fetchFile } from '../api/client.ts';
import { useWords } from '../words/language.tsx';
import { download } from './csv.ts';
import { Loaded } from './page.tsx';

interface FileViewerProps {
  readonly path: string;
  readonly name: string;
  /** whether it was looked through for viruses */
  readonly scan?: ReactNode;
}

/** A stored file beside the work: pictures as they are, PDF by the browser's own viewer, anything else to be taken away. */
export function FileViewer({ path, name, scan }: FileViewerProps) {
  const { t } = useWords();
  const reading = useQuery({
    queryKey: ['file', path],
    queryFn: () => fetchFile(path),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
  return (
    <Loaded of={reading} rows={10}>
      {(file) => (
        <div className="column">
          <Flex justify="space-between" gap={8} wrap>
            <span>
              <span className="faint">{name}</span> {scan}
            </span>
            <Button size="small" onClick={() => download(name, file)}>
              {t('viewer.download')}
            </Button>
          </Flex>
          <Shown file={file} name={name} />
        </div>
      )}
    </Loaded>
  );
}

function Shown({ file, name }: { readonly file: Blob; readonly name: string }) {
  const { t } = useWords();
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  if (url === null) return null;
  if (file.type.startsWith('image/')) return <img className="viewer-image" src={url} alt={name} />;
  if (file.type === 'application/pdf')
    return (
      <object className="viewer-pdf" data={`${url}#navpanes=0&view=FitH`} type="application/pdf" aria-label={name}>
        <p>{t('viewer.noPdf')}</p>
      </object>
    );
  return <p>{t('viewer.noView')}</p>;
}
