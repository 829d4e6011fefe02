/** Does its work once, some time after it was first asked to, however often it is asked until then. */
export function delayed(work: () => void, ms: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = () => {
    timer = undefined;
    work();
  };
  return {
    ask: () => {
      timer ??= setTimeout(run, ms);
    },
    cancel: () => clearTimeout(timer),
  };
}
