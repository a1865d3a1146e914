import { NumberInput } from "@mantine/core";
import { useTexts } from "../../i18n/index.ts";

/** A field for an amount of đồng. */
export function Amount({
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
