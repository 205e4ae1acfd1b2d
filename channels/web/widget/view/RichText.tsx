// Message text drawn from its safe pieces.
import { useStrings, useWidget } from '../context.js'
import { blocksOf, type Inline } from '../text/rich-text.js'

export function ExternalLink({
  url,
  children,
  className,
}: {
  url: string
  children: preact.ComponentChildren
  className?: string
}) {
  const strings = useStrings()
  return (
    <a href={url} target="_blank" rel="noopener noreferrer" class={className}>
      {children}
      <span class="hidden"> ({strings.newTab})</span>
    </a>
  )
}

function Piece({ piece }: { piece: Inline }) {
  if (piece.kind === 'bold') return <strong>{piece.text}</strong>
  if (piece.kind === 'number') return <span class="number">{piece.text}</span>
  if (piece.kind === 'link') return <ExternalLink url={piece.url}>{piece.text}</ExternalLink>
  return <>{piece.text}</>
}

const Line = ({ pieces }: { pieces: readonly Inline[] }) => (
  <>
    {pieces.map((piece, index) => (
      <Piece key={index} piece={piece} />
    ))}
  </>
)

export function RichText({ text }: { text: string }) {
  const { server } = useWidget()
  return (
    <>
      {blocksOf(text, server).map((block, index) => {
        if (block.kind === 'paragraph')
          return (
            <p key={index}>
              {block.lines.map((line, at) => (
                <>
                  {at > 0 && <br />}
                  <Line key={at} pieces={line} />
                </>
              ))}
            </p>
          )
        const items = block.items.map((item, at) => (
          <li key={at}>
            <Line pieces={item} />
          </li>
        ))
        return block.ordered ? <ol key={index}>{items}</ol> : <ul key={index}>{items}</ul>
      })}
    </>
  )
}
