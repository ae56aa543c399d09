import { useState, type ReactNode } from "react";

export interface FoldingPanelProps {
  /** Of the heading. */
  readonly id: string;
  readonly title: string;
  /** Whether there is something to see to: then the panel opens. */
  readonly isOpenAtFirst: boolean;
  /** How it is, in a word or two: a tag. */
  readonly state?: ReactNode;
  /** What there is to know of it while it is folded. */
  readonly line?: ReactNode;
  /** Buttons, which are there in either case. */
  readonly actions?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A panel that is one line while all is well, so that trouble is what one sees. The heading opens and folds it. */
export function FoldingPanel(props: FoldingPanelProps) {
  const { id, title, isOpenAtFirst, state, line, actions, className = "", children } = props;
  const [isOpen, setIsOpen] = useFolding(isOpenAtFirst);
  return (
    <section className={`panel folding ${className}`} aria-labelledby={id}>
      <div className="folding-head">
        <h2 id={id}>
          <button
            type="button"
            className="folding-button"
            aria-expanded={isOpen}
            onClick={() => setIsOpen(!isOpen)}
          >
            {title}
          </button>
        </h2>
        {state}
        {isOpen || line === undefined ? null : <span className="folding-line soft">{line}</span>}
        {actions === undefined ? null : <div className="page-actions folding-actions">{actions}</div>}
      </div>
      {isOpen ? children : null}
    </section>
  );
}

/** Trouble opens it, even after the viewer has folded it. The end of trouble does not fold it while it is being read. */
function useFolding(isTrouble: boolean): readonly [boolean, (isOpen: boolean) => void] {
  const [isOpen, setIsOpen] = useState(isTrouble);
  const [wasTrouble, setWasTrouble] = useState(isTrouble);
  if (isTrouble !== wasTrouble) {
    setWasTrouble(isTrouble);
    if (isTrouble) setIsOpen(true);
  }
  return [isOpen, setIsOpen];
}
