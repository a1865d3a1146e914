import type { Ref } from "react";

/** The system's choice of files, for papers that can be attached; `ref.current.click()` opens it. */
export function PaperPicker({
  ref,
  onPick,
}: {
  ref: Ref<HTMLInputElement>;
  onPick: (files: readonly File[]) => void;
}) {
  return (
    <input
      ref={ref}
      type="file"
      multiple
      hidden
      accept=".pdf,.jpg,.jpeg,.png"
      data-testid="attach-input"
      onChange={(event) => {
        const files = [...(event.currentTarget.files ?? [])];
        // The same file can be chosen again.
        event.currentTarget.value = "";
        onPick(files);
      }}
    />
  );
}
