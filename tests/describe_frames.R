# Loads a package with its own loader, and prints what came out of it as JSON: class, levels and cells of each column.
folder <- commandArgs(trailingOnly = TRUE)[[1]]
source(file.path(folder, "loaders", "load.R"))
described <- lapply(load_attested(folder), function(table) {
  stopifnot(is.data.frame(table))
  lapply(table, function(column) {
    list(class = I(class(column)), levels = I(as.character(levels(column))), cells = I(as.character(column)))
  })
})
json <- enc2utf8(as.character(jsonlite::toJSON(described, auto_unbox = TRUE, na = "null")))
writeLines(json, stdout(), useBytes = TRUE)
