import { Button } from "@mantine/core";
import { groupedNumber } from "../ui/format.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { useIntake } from "./intake-store.ts";
import { focusStop } from "./stop-focus.ts";

/** Several of one kind: who is on the list already, card after card. */
export function PeopleList() {
  const { t } = useTexts();
  const { draft, addPerson, removePerson, toggleSeveral } = useIntake();
  const { people } = draft;
  if (people === null) return null;
  return (
    <section className="intake-part people" aria-label={t("intake.people")}>
      <header className="part-head">
        <h3 aria-live="polite" data-testid="people-count">
          {t("intake.peopleCount", { n: people.length })}
        </h3>
        <Button
          size="compact-md"
          variant="light"
          data-testid="add-person"
          onClick={() => {
            if (addPerson()) focusStop("fullName");
          }}
        >
          {t("intake.addPerson")} <kbd>Alt Enter</kbd>
        </Button>
        <Button size="compact-md" variant="subtle" color="gray" onClick={toggleSeveral}>
          {t("intake.oneOnly")} <kbd>Alt L</kbd>
        </Button>
      </header>
      <p className="part-help">{t("intake.peopleHelp")}</p>
      <ol>
        {people.map((person, index) => (
          <li key={`${person.citizenNumber}${person.taxCode}${person.fullName}`}>
            <strong>{person.fullName}</strong>
            <span>{groupedNumber(person.citizenNumber || person.taxCode)}</span>
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              aria-label={t("intake.removePerson", { name: person.fullName })}
              onClick={() => removePerson(index)}
            >
              ✕
            </Button>
          </li>
        ))}
      </ol>
    </section>
  );
}
