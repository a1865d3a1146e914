import { Checkbox, NumberInput, SegmentedControl, TextInput } from "@mantine/core";
import { useState } from "react";
import {
  type Dossier,
  type FeeLine,
  type PaymentMethod,
  paymentMethodSchema,
} from "../../../../contract/dossier.ts";
import { feeTotal, owedFees } from "../../../../contract/dossier-fees.ts";
import { money } from "../../../ui/format.ts";
import { useTexts } from "../../../ui/i18n/index.ts";
import { useDossier } from "../dossier-store.ts";
import { ReasonField } from "./reason-field.tsx";
import { StepFrame } from "./step-frame.tsx";

/** A fee of which the catalogue knows nothing. */
const FREE_FEE = "other";

/** What is owed, paid now wholly or in part; the change for cash is counted. */
export function PayStep({ dossier }: { dossier: Dossier }) {
  const { t, language } = useTexts();
  const owed = owedFees(dossier);
  const [amounts, setAmounts] = useState(() => owed.map((fee) => fee.owed));
  const [method, setMethod] = useState<PaymentMethod>("cash");
  const [given, setGiven] = useState<number | null>(null);
  const lines: FeeLine[] = owed.flatMap((fee, index) => {
    const amount = amounts[index] ?? 0;
    if (amount <= 0) return [];
    const name = fee.name === "" ? dossier.procedureName : fee.name;
    return [{ feeId: fee.feeId, name, amount, quantity: 1, exemption: null }];
  });
  const total = feeTotal(lines);
  const tooMuch = owed.some((fee, index) => (amounts[index] ?? 0) > fee.owed);
  const isShort = method === "cash" && given !== null && given < total;
  const isReady = total > 0 && !tooMuch && !isShort;
  return (
    <StepFrame kind="pay" step={isReady ? { kind: "pay", lines, method } : null}>
      <ul className="pay-lines">
        {owed.map((fee, index) => (
          <li key={fee.feeId}>
            <span>
              {fee.name === "" ? dossier.procedureName : fee.name}
              <small>{t("pay.owed", { amount: money(fee.owed, language) })}</small>
            </span>
            <Amount
              label={t("pay.amountOf", { name: fee.name || dossier.procedureName })}
              value={amounts[index] ?? 0}
              tooMuch={(amounts[index] ?? 0) > fee.owed}
              testId={`pay-amount-${index}`}
              onChange={(amount) => setAmounts(amounts.map((other, at) => (at === index ? amount : other)))}
            />
          </li>
        ))}
      </ul>
      <div className="intake-choice">
        <span>{t("pay.how")}</span>
        <SegmentedControl
          size="md"
          fullWidth
          value={method}
          data-testid="pay-method"
          data={paymentMethodSchema.options.map((value) => ({ value, label: t(`pay.method.${value}`) }))}
          onChange={(value) => setMethod(paymentMethodSchema.parse(value))}
        />
      </div>
      <div className="pay-sum">
        <div>
          <span>{t("pay.total")}</span>
          <strong data-testid="pay-total">{money(total, language)}</strong>
        </div>
        {method !== "cash" ? null : (
          <>
            <NumberInput
              size="md"
              label={t("pay.given")}
              placeholder={money(total, language)}
              value={given ?? ""}
              min={0}
              thousandSeparator="."
              decimalSeparator=","
              allowDecimal={false}
              allowNegative={false}
              hideControls
              error={isShort ? t("pay.short") : undefined}
              data-autofocus
              data-testid="pay-given"
              onChange={(value) => setGiven(value === "" ? null : Number(value))}
            />
            <div>
              <span>{t("pay.change")}</span>
              <strong data-testid="pay-change">
                {given === null || isShort ? "–" : money(given - total, language)}
              </strong>
            </div>
          </>
        )}
      </div>
    </StepFrame>
  );
}

/** Money that is owed before the work goes on: fees of the procedure, or one that another agency has set. */
export function RequestPaymentStep() {
  const { t, own } = useTexts();
  const procedure = useDossier((state) => state.proposals?.procedure);
  const known = [
    ...(procedure === undefined
      ? []
      : [{ id: "main", name: procedure.name, amount: procedure.fee.amount }, ...procedure.otherFees]),
  ].filter(({ amount }) => amount > 0);
  const [asked, setAsked] = useState<Record<string, number>>({});
  const [free, setFree] = useState({ name: "", amount: 0 });
  const [reason, setReason] = useState("");
  const line = (feeId: string, name: string, amount: number): FeeLine => ({
    feeId,
    name,
    amount,
    quantity: 1,
    exemption: null,
  });
  const lines = [
    ...known.flatMap(({ id, name }) => {
      const amount = asked[id] ?? 0;
      return amount > 0 ? [line(id, name.vi, amount)] : [];
    }),
    ...(free.name.trim() === "" || free.amount <= 0 ? [] : [line(FREE_FEE, free.name.trim(), free.amount)]),
  ];
  const isReady = lines.length > 0 && reason.trim() !== "";
  return (
    <StepFrame
      kind="requestPayment"
      step={isReady ? { kind: "requestPayment", lines, reason } : null}
      help={t("dossier.help.requestPayment")}
    >
      <ul className="pay-lines">
        {known.map((fee) => (
          <li key={fee.id}>
            <Checkbox
              label={own(fee.name)}
              checked={(asked[fee.id] ?? 0) > 0}
              onChange={(event) =>
                setAsked({ ...asked, [fee.id]: event.currentTarget.checked ? fee.amount : 0 })
              }
            />
            <Amount
              label={t("pay.amountOf", { name: own(fee.name) })}
              value={asked[fee.id] ?? 0}
              testId={`ask-amount-${fee.id}`}
              onChange={(amount) => setAsked({ ...asked, [fee.id]: amount })}
            />
          </li>
        ))}
        <li>
          <TextInput
            aria-label={t("pay.otherName")}
            placeholder={t("pay.otherName")}
            value={free.name}
            maxLength={200}
            data-autofocus
            data-testid="ask-name"
            onChange={(event) => setFree({ ...free, name: event.currentTarget.value })}
          />
          <Amount
            label={t("pay.amountOf", { name: free.name || t("pay.otherName") })}
            value={free.amount}
            testId="ask-amount"
            onChange={(amount) => setFree({ ...free, amount })}
          />
        </li>
      </ul>
      <ReasonField of="requestPayment" value={reason} onChange={setReason} />
    </StepFrame>
  );
}

/** A receipt that was made in error: its number stays used. */
export function VoidPaymentStep({ dossier }: { dossier: Dossier }) {
  const { t, language } = useTexts();
  const [payment, setPayment] = useState(dossier.payments.at(-1)?.id ?? "");
  const [reason, setReason] = useState("");
  const isReady = payment !== "" && reason.trim() !== "";
  return (
    <StepFrame
      kind="voidPayment"
      step={isReady ? { kind: "voidPayment", payment, reason } : null}
      help={t("dossier.help.voidPayment")}
    >
      <fieldset className="pick">
        <legend>{t("pay.which")}</legend>
        {dossier.payments.map(({ id, number, amount, method }) => (
          <label key={id}>
            <input type="radio" name="payment" checked={id === payment} onChange={() => setPayment(id)} />
            {t("pay.number", { number })} · {money(amount, language)} · {t(`pay.method.${method}`)}
          </label>
        ))}
      </fieldset>
      <ReasonField of="voidPayment" value={reason} autoFocus onChange={setReason} />
    </StepFrame>
  );
}

function Amount({
  label,
  value,
  tooMuch = false,
  testId,
  onChange,
}: {
  label: string;
  value: number;
  tooMuch?: boolean;
  testId: string;
  onChange: (amount: number) => void;
}) {
  const { t } = useTexts();
  return (
    <NumberInput
      aria-label={label}
      className="amount"
      value={value}
      min={0}
      max={1_000_000_000}
      thousandSeparator="."
      decimalSeparator=","
      allowDecimal={false}
      allowNegative={false}
      hideControls
      suffix=" đ"
      error={tooMuch ? t("pay.tooMuch") : undefined}
      data-testid={testId}
      onChange={(amount) => onChange(Number(amount) || 0)}
    />
  );
}
