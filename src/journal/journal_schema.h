// The tables of the journal, and how its rows are read and sealed.
#pragma once

#include "journal/journal_record.h"
#include "journal/journal_sqlite.h"

namespace islet {

/// Makes the tables where they are missing and sets the way of writing: write-ahead log, synced at
/// each commit.
/// `was_new`: there was nothing before.
StoreFault make_tables(Database& database, bool& was_new);

/// Columns of a job in the order that `job_in` reads.
inline constexpr const char* job_columns =
    "id,kind,state,tenant,idem,parent,line,accepted_ms,accepted_wall_ms,due_ms,phase,payload,seal";
/// The job in the row; `damaged` when its seal does not fit.
Job job_in(const Statement& row);
std::int64_t seal_of(const Job& job);

inline constexpr const char* ending_columns = "job,state,code,body,ended_wall_ms,seal";
/// The end in the row; `damaged` when its seal does not fit.
Ending ending_in(const Statement& row);
std::int64_t seal_of(JobId job, const Ending& ending);

inline constexpr const char* file_columns =
    "id,tenant,name,purpose,length(bytes),created_wall_ms,seal";
std::int64_t seal_of(const StoredFile& file);

}  // namespace islet
