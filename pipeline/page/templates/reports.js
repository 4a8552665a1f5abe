// Many reports: they are packed in the page and unpacked one at a time; the overview finds them.
const reports = (() => {
  const parts = document.getElementById("report-parts");
  const packed = parts ? JSON.parse(parts.textContent) : {};
  const place = document.getElementById("reports");

  async function unpack(letters) {
    const bytes = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Response(stream).text();
  }

  // Shows a report that is packed; false where there is none of that id.
  async function open(id) {
    if (!Object.hasOwn(packed, id)) return false;
    // Written by the page's own templates, every value escaped; the policy would stop a script in it besides.
    place.innerHTML = await unpack(packed[id]);
    return true;
  }

  const lines = [...document.querySelectorAll("#overview-lines tr")];
  const search = document.getElementById("overview-search");
  if (search) {
    const texts = lines.map((line) => line.textContent.toLowerCase());
    const count = document.getElementById("overview-count");
    const find = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let found = 0;
      lines.forEach((line, at) => {
        const fits = words.every((word) => texts[at].includes(word));
        line.hidden = !fits;
        found += fits;
      });
      count.textContent = `${found.toLocaleString("en")} of ${lines.length.toLocaleString("en")} reports`;
    };
    search.addEventListener("input", find);
    find();
  }
  return { open, unpack };
})();
