#ifndef SCANSTATION_PROGRAM_PAGES_H
#define SCANSTATION_PROGRAM_PAGES_H

// Gives back all pages of the program's and its libraries' files that are never written. What is needed comes again from the
// kernel's cache of the files, some pages at a time.
void give_back_program_pages(void);

#endif
