// Many reports: they are packed in the page and unpacked one at a time; the overview finds them.
const reports = (() => {
  const parts = document.getElementById("report-parts");
  const packed = parts ? JSON.parse(parts.textContent) : { places: {}, bundles: [], shapes: null };
  const place = document.getElementById("reports");

  async function unpack(letters) {
    const bytes = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Response(stream).text();
  }

  // The outlines that maps draw; unpacked when the first of them is shown.
  async function shapes() {
    if (packed.shapes === null) return;
    const letters = packed.shapes;
    packed.shapes = null;
    // Written by the page's own templates, as the reports are.
    place.insertAdjacentHTML("beforebegin", await unpack(letters));
  }

  // Shows a report that is packed; false where there is none of that id.
  async function open(id) {
    if (!Object.hasOwn(packed.places, id)) return false;
    const bundle = JSON.parse(await unpack(packed.bundles[packed.places[id]]));
    // Written by the page's own templates, every value escaped; the policy would stop a script in it besides.
    await shapes();
    place.innerHTML = bundle[id];
    return true;
  }

  // The countries whose outlines are at hand; all land as one until they are unpacked.
  function lands() {
    const found = [...document.querySelectorAll("path[id^=land-]")].map((path) => path.id).filter((id) => id !== "land-WORLD");
    return found.length ? found : ["land-WORLD"];
  }

  return { open, unpack, shapes, lands };
})();
