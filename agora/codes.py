"""The permanent codes of problems: what each means, why it is refused, and what to do.

`docs/problems.md` is generated from this table, and a test holds that every code is tested.
A code is never renamed or used for something else.
"""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """`severity` is "error" or "warning"; the rest are plain sentences for an editor."""

    severity: str
    what: str
    why: str
    do: str


CODES: dict[str, Code] = {
    # --- files -------------------------------------------------------------------------------
    "name-invalid": Code(
        "error",
        "A file's name is not a slug.",
        "The name becomes the address of the page, on every server and in every language.",
        "Rename the file to the proposed name: small letters a–z, digits and single hyphens.",
    ),
    "name-reserved": Code(
        "error",
        "A file's name would steer the web server.",
        "Such files change how the whole website is served, so they cannot come from content.",
        "Rename the file, or ask the people who run the server.",
    ),
    "collection-unknown": Code(
        "error",
        "A folder of `content/` is not a collection.",
        "The folder is the type of its entries, so a folder without a type is a mistake.",
        "Move the file to one of the collections.",
    ),
    "file-misplaced": Code(
        "error",
        "A file stands where nothing reads it.",
        "It would be left out in silence.",
        "Move it to the folder of the entry that owns it, or give it one of the endings .md and .yaml.",
    ),
    "file-type": Code(
        "error",
        "A file that an entry owns is of a kind that may not be published, or is not what its name says.",
        "Visitors open these files on their own machines.",
        "Save it as jpg, png, webp, avif, gif, svg, pdf or csv.",
    ),
    "file-unsafe": Code(
        "error",
        "A picture or document holds something that acts by itself.",
        "Scripts, launch actions and outside references can harm or trace a reader.",
        "Export the file again without scripts, actions and outside references.",
    ),
    "file-broken": Code(
        "error",
        "A picture or document is cut off or cannot be read.",
        "Readers would get a broken file.",
        "Copy or export the file again.",
    ),
    "file-too-large": Code(
        "error",
        "A file is over its limit.",
        "Large files make the build and the reader wait.",
        "Split the text, or make the picture smaller.",
    ),
    "file-not-regular": Code(
        "error",
        "A link, pipe or device stands among the content.",
        "It could publish something from outside the content, or hold up the build.",
        "Put a copy of the file in its place.",
    ),
    "file-unreadable": Code(
        "error",
        "A file cannot be read.",
        "The website would lack it.",
        "Give the file read permission.",
    ),
    "duplicate-entry": Code(
        "error",
        "Two files describe the same entry.",
        "Only one of them could be shown.",
        "Join the two, or rename one.",
    ),
    "translation-orphan": Code(
        "error",
        "A translation has no entry in the default language.",
        "Fields that all languages share would be missing.",
        "Add the entry, or rename the translation to the slug of its entry.",
    ),
    "language-unknown": Code(
        "error",
        "A translation's language is not one of the marketplace's languages.",
        "The file would be left out.",
        "Use a code from `languages` in content/marketplace.yaml, or add it there.",
    ),
    # --- text --------------------------------------------------------------------------------
    "encoding": Code(
        "error",
        "The bytes of a file are not UTF-8.",
        "Letters would turn into question marks.",
        "Save the file as UTF-8 in your editor.",
    ),
    "control-character": Code(
        "error",
        "A character that cannot be seen stands in the text.",
        "Control characters and reversed text can hide what a page says.",
        "Delete the character.",
    ),
    "conflict-marker": Code(
        "error",
        "A mark of a git merge conflict was left in the file.",
        "Both versions of the text would be published.",
        "Keep one version and delete the lines with <<<<<<<, ======= and >>>>>>>.",
    ),
    "lfs-pointer": Code(
        "error",
        "The file is a git LFS pointer, not the file itself.",
        "The real file was not fetched.",
        "Run `git lfs pull`.",
    ),
    # --- front matter and YAML -----------------------------------------------------------------
    "fence-unclosed": Code(
        "error",
        "The front matter that `---` opens is never closed.",
        "The fields would be printed as text.",
        "Add a line with only `---` after the last field.",
    ),
    "fence-inside": Code(
        "error",
        "A line of `---` ends the front matter in the middle of a text.",
        "The rest of the fields would be printed as text.",
        "Indent the line, so that it belongs to the text of its field.",
    ),
    "fence-missing": Code(
        "error",
        "An entry does not start with a `---` line.",
        "Without front matter the entry has no title and no fields.",
        "Write the fields between two lines of `---` at the top of the file.",
    ),
    "text-before-fence": Code(
        "error",
        "Text stands before the front matter.",
        "The front matter would be read as text.",
        "Move the text below the second `---`.",
    ),
    "not-a-mapping": Code(
        "error",
        "The fields are not written as `name: value`.",
        "Nothing can be read from them.",
        "Write one field a line: its name, a colon, a space and its value.",
    ),
    "yaml-syntax": Code(
        "error",
        "The YAML cannot be read.",
        "Nothing behind this place can be trusted.",
        "Mend the line; quotes around a value help where it holds a colon or starts with a sign.",
    ),
    "yaml-refused": Code(
        "error",
        "Anchors, aliases, merge keys, tags and several documents in one file are refused.",
        "They hide what a file says and can make it grow without bound.",
        "Write the value out where it is used.",
    ),
    "yaml-depth": Code(
        "error",
        "Values are nested more than 16 deep.",
        "No field of the model needs it.",
        "Check the brackets and the indentation.",
    ),
    "yaml-key": Code(
        "error",
        "A key is not a plain word.",
        "Field names are plain words.",
        "Write the name of a field, without signs.",
    ),
    "yaml-comment": Code(
        "warning",
        "Text after ` #` is a comment and is not read.",
        "Part of the value may be lost.",
        "Put the value in quotes, or put the comment on a line of its own.",
    ),
    "duplicate-key": Code(
        "error",
        "A field is written twice.",
        "Only one of the two values could be used.",
        "Delete one of the lines.",
    ),
    # --- fields ------------------------------------------------------------------------------
    "field-unknown": Code(
        "error",
        "The type has no field of this name.",
        "The value would be left out in silence.",
        "Use the nearest known name; docs/content.md lists them.",
    ),
    "field-missing": Code(
        "error",
        "A required field is missing or empty.",
        "The page cannot be made without it.",
        "Add the field.",
    ),
    "field-not-translatable": Code(
        "error",
        "A translation sets a field that all languages share.",
        "Two languages would say different things.",
        "Delete it from the translation; change it in the entry itself.",
    ),
    "item-unknown": Code(
        "error",
        "A translation names an item that the entry does not have.",
        "The translated text would be left out.",
        "Use the `id` of an item of the entry, or give the item an `id`.",
    ),
    "value-type": Code(
        "error",
        "A value has the wrong shape: a text for a list, a list for a text, or a word for yes or no.",
        "It cannot be read as the field needs it.",
        "Write the value as the hint shows.",
    ),
    "value-unknown": Code(
        "error",
        "A value is not one of the allowed ones.",
        "Only the listed values have a meaning.",
        "Use one of the values in the hint.",
    ),
    "number-invalid": Code(
        "error",
        "A value is not a number.",
        "Numbers are written with digits and a decimal point, without separators of thousands.",
        "Write 526000 or 0.5.",
    ),
    "number-ambiguous": Code(
        "error",
        "A number with exactly three digits after its dot can be read in two ways.",
        "526.000 is half a thousand to one reader and half a million to another.",
        "Write 526000 or 526.",
    ),
    "value-out-of-range": Code(
        "error",
        "A number is outside its limits.",
        "It is probably a slip of the pen.",
        "Check the value and its unit.",
    ),
    "date-invalid": Code(
        "error",
        "A value is not a date.",
        "Dates are read in one way only.",
        "Write 2022-11-15; where a field allows it, 2022-11 or 2022.",
    ),
    "dates-reversed": Code(
        "error",
        "Something ends before it starts.",
        "One of the two dates is wrong.",
        "Check both dates.",
    ),
    "address-invalid": Code(
        "error",
        "A value is not an address of the allowed kinds.",
        "Without https:// it would lead into our own website, and other schemes are unsafe.",
        "Write the whole address with https://.",
    ),
    "slug-invalid": Code(
        "error",
        "A value is not a slug.",
        "Slugs become parts of addresses.",
        "Use small letters a–z, digits and single hyphens.",
    ),
    "duplicate-item": Code(
        "error",
        "Two items of one list have the same id, or one value is listed twice.",
        "A translation could not tell them apart.",
        "Give each item an id of its own, or delete one.",
    ),
    "unit-unknown": Code(
        "error",
        "A fact's unit is not declared.",
        "The unit decides how the value is read and printed.",
        "Use a unit from `units` in content/marketplace.yaml, or add it there.",
    ),
    "grant-over-total": Code(
        "error",
        "The EU grant is higher than the total cost.",
        "One of the two amounts is wrong.",
        "Check both amounts and their currency.",
    ),
    # --- references ----------------------------------------------------------------------------
    "reference-unknown": Code(
        "error",
        "A reference leads to nothing.",
        "The reader would not get there.",
        "Use the slug of an existing entry.",
    ),
    "reference-collection": Code(
        "error",
        "A reference leads to an entry of another collection than the field wants.",
        "The page would show the wrong kind of thing.",
        "Use a slug of the collection in the hint.",
    ),
    "reference-draft": Code(
        "error",
        "A published entry refers to a draft.",
        "The draft has no page.",
        "Publish the draft (delete `draft: true`), or drop the reference.",
    ),
    "reference-self": Code(
        "error",
        "An entry refers to itself.",
        "It would be its own parent or neighbour.",
        "Refer to another entry, or drop the reference.",
    ),
    "reference-cycle": Code(
        "error",
        "Entries are each other's parents.",
        "The tree would have no root.",
        "Drop one of the references.",
    ),
    "reference-unpublished": Code(
        "warning",
        "A reference leads to an entry that is not published yet or has expired.",
        "It is dropped from the page until then.",
        "Nothing, or drop the reference.",
    ),
    "link-unknown": Code(
        "error",
        "A link in a body leads to an entry that does not exist.",
        "The reader would not get there.",
        "Write the id of an entry, such as cities/valencia.",
    ),
    "link-form": Code(
        "error",
        "A link in a body is not written as the id of an entry.",
        "Addresses change with the language and the place of the website; ids do not.",
        "Write the id, such as cities/valencia.",
    ),
    "link-scheme": Code(
        "error",
        "A link's scheme is not allowed.",
        "Only https:, http:, mailto: and tel: are safe for readers.",
        "Write the whole address with https://.",
    ),
    "link-broken": Code(
        "error",
        "A link in the built website leads nowhere.",
        "The reader would get an error page.",
        "Mend the address.",
    ),
    "anchor-broken": Code(
        "error",
        "A link leads to a place in a page that does not exist.",
        "The reader would land at the top of the page.",
        "Use the anchor of a heading of that page.",
    ),
    "image-missing": Code(
        "error",
        "A picture or document is not in the entry's folder.",
        "The page would show a gap.",
        "Put the file into the folder of the entry, or mend its name.",
    ),
    "image-remote": Code(
        "error",
        "A picture is shown from another website.",
        "It could change or vanish, and it tells others who reads the page.",
        "Put a copy into the folder of the entry, if its licence allows it.",
    ),
    "address-taken": Code(
        "error",
        "Two things claim one address.",
        "Only one of them could be written.",
        "Rename one, or drop the alias.",
    ),
    # --- Markdown --------------------------------------------------------------------------------
    "html-refused": Code(
        "error",
        "HTML in a body is not one of the allowed elements.",
        "Other HTML can break the page or act on the reader's machine.",
        "Write it as Markdown; allowed are sub, sup, abbr, kbd, br, details and summary.",
    ),
    "body-too-complex": Code(
        "error",
        "A body takes too long to render, or makes too much HTML.",
        "One text must not hold up the website.",
        "Look for long rows of brackets or signs, and split the text.",
    ),
    # --- sense -----------------------------------------------------------------------------------
    "point-outside-country": Code(
        "warning",
        "A point lies outside its country.",
        "Latitude and longitude may be swapped or mistyped.",
        "Check `lat` (north) and `lon` (east).",
    ),
    "point-far-from-city": Code(
        "warning",
        "A site lies over 50 km from its city.",
        "The city or the point may be wrong.",
        "Check `city`, `lat` and `lon`.",
    ),
    "lighthouse-without-site": Code(
        "warning",
        "A lighthouse city has no site in its project.",
        "A lighthouse city is where something was built.",
        "Add the site, or mend the role.",
    ),
    "city-not-in-project": Code(
        "warning",
        "A site's project does not list the site's city.",
        "The project page and the site page would say different things.",
        "Add the city to the project's `cities`.",
    ),
    "conflict": Code(
        "warning",
        "Two facts on the same thing differ.",
        "Both are shown, and a reader will ask which is right.",
        "Mend the wrong one; or accept it with a reason where two sources disagree.",
    ),
    "status-after-end": Code(
        "warning",
        "Something is said to be running after its end.",
        "The page would promise what is over.",
        "Change the status or the end.",
    ),
    "review-due": Code(
        "warning",
        "The entry should have been looked at again by now.",
        "Its facts may be out of date.",
        "Check the entry, then move `review_after` and set `reviewed`.",
    ),
    "unreferenced": Code(
        "warning",
        "Nothing refers to this city or theme.",
        "Readers will hardly find it, and its page is nearly empty.",
        "Refer to it, or delete it.",
    ),
    "menu-untranslated": Code(
        "warning",
        "A page of the menu is not translated.",
        "Every reader sees the menu.",
        "Add the translation.",
    ),
    "document-undescribed": Code(
        "warning",
        "A document has a file but no language or date.",
        "Readers cannot tell whether it is for them.",
        "Add `language` and `date`.",
    ),
    "no-history": Code(
        "warning",
        "The dates of last change are not known.",
        "Without git history they are left out of the pages and feeds.",
        "Fetch the whole history (`git fetch --unshallow`), or set `updated` in the entries.",
    ),
    # --- templates and the website -----------------------------------------------------------------
    "template-error": Code(
        "error",
        "A template cannot be used.",
        "Pages could not be made.",
        "Mend the template at the given line.",
    ),
    "translation-missing": Code(
        "error",
        "A text of the interface is not translated.",
        "Readers of that language would see two languages mixed.",
        "Add the text to the catalogue of that language.",
    ),
    "interface-untranslated": Code(
        "warning",
        "The website has a language for which the interface has no texts at all.",
        "Menus, labels and dates around the content would be in two languages.",
        "Add a catalogue for the language, or drop the language from content/marketplace.yaml.",
    ),
    "asset-error": Code(
        "error",
        "A style sheet or another asset cannot be used.",
        "Pages would look broken.",
        "Mend the asset at the given line.",
    ),
    "nothing-to-publish": Code(
        "error",
        "There is no entry to publish.",
        "An empty website would take the place of a full one.",
        "Check that `content/` holds entries and that not all are drafts.",
    ),
}
