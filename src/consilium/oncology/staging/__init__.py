"""Stage groups from T, N and M, and from other staging systems; tables in `oncology/tables/staging`."""

from consilium.oncology.staging.cases import StageResult, StagingCase
from consilium.oncology.staging.definitions import Inference, infer_n, infer_t
from consilium.oncology.staging.stager import Stager, stage
from consilium.oncology.staging.table import stage_table

__all__ = ["Inference", "StageResult", "Stager", "StagingCase", "infer_n", "infer_t", "stage", "stage_table"]
