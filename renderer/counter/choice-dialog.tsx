import { type ReactNode, useEffect } from "react";
import { CounterModal } from "./counter-modal.tsx";

export interface Choice {
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  chosen?: boolean;
  act: () => void;
}

/**
 * A question with a few answers, made for a hand on the keyboard: the digit before an answer gives it, Tab and Enter
 * work as everywhere, Escape leaves.
 */
export function ChoiceDialog({
  title,
  choices,
  children,
}: {
  title: string;
  choices: readonly Choice[];
  children?: ReactNode;
}) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const choice = /^[1-9]$/.test(event.key) ? choices[Number(event.key) - 1] : undefined;
      if (choice === undefined || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      choice.act();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [choices]);
  return (
    <CounterModal title={title}>
      {children}
      <ul className="choices">
        {choices.map((choice, index) => (
          <li key={choice.id}>
            <button
              type="button"
              className="choice"
              aria-pressed={choice.chosen}
              data-autofocus={index === 0 ? true : undefined}
              data-testid={`choice-${choice.id}`}
              onClick={choice.act}
            >
              {index < 9 ? <kbd>{index + 1}</kbd> : null}
              <span>
                {choice.label}
                {choice.hint === undefined ? null : <small>{choice.hint}</small>}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </CounterModal>
  );
}
